// A button that opens the browser's dialogue for printing.

import { element } from "../dom.js";

export default function printButton({ data, parentElement }) {
  const button = parentElement.querySelector("button") ?? parentElement.appendChild(element("button", { type: "button" }));
  button.textContent = data.label;
  button.onclick = () => globalThis.print();
}
