// The list of saved views, [{ title, link }]: it lives in this browser. toolbar.js adds to it, view_list.js edits it,
// presenter.js steps through it.

const LIST = "generalistkommunen.visninger"; // its name in localStorage

export function read() {
  try {
    const views = JSON.parse(localStorage.getItem(LIST) ?? "[]");
    return Array.isArray(views) ? views : [];
  } catch {
    return [];
  }
}

export function write(views) {
  localStorage.setItem(LIST, JSON.stringify(views));
}
