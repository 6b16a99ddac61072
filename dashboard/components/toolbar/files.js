// Pictures as files.

import { element } from "../dom.js";
import { PictureError } from "./measure.js";

const PNG_SCALE = 2;

export function serialised(page) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(page)}`;
}

export async function rasterised(page, size) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(page))}`;
  await image.decode();
  const canvas = element("canvas");
  canvas.width = size.width * PNG_SCALE;
  canvas.height = size.height * PNG_SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new PictureError("Bildet ble for stort."))), "image/png");
  });
}

export function download(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
