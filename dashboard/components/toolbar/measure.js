// What pictures are measured with, and what is said when one can't be made.

export const FONTS = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
export const measure = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** The message is Norwegian, and stands beside the buttons. */
export class PictureError extends Error {}
