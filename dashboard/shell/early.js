{
  const PATIENCE_MS = 15_000;
  const picture = document.getElementById("early");

  // Light or dark, as Streamlit will choose: what the reader has chosen in its menu, else what the computer has.
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem(THEME_KEY));
  } catch {} // storage that is closed to this page
  const dark = chosen === "Dark" || (chosen !== "Light" && matchMedia("(prefers-color-scheme: dark)").matches);
  picture.classList.toggle("dark", dark);

  // Words alone go when the page has its own heading.
  const isThere = () => document.querySelector("[data-testid='stMainBlockContainer'] h1");
  if ("words" in picture.dataset) {
    new MutationObserver((_, watching) => {
      if (!isThere()) return;
      picture.remove();
      watching.disconnect();
    }).observe(document.body, { childList: true, subtree: true });
  }

  // A page that has come without its map is not kept from sight; one that has not come is not passed over in silence.
  setTimeout(() => {
    if (!picture.isConnected) return;
    if (isThere()) picture.remove();
    else picture.querySelector(".early-said").textContent = "Får ikke kontakt med tjeneren. Prøv å laste siden på nytt.";
  }, PATIENCE_MS);
}
