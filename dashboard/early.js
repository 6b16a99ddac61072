// Light or dark, as Streamlit will choose: what the reader has chosen in its menu, else what the computer has.
{
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem(`stActiveTheme-${location.pathname}-v2`));
  } catch {} // storage that is closed to this page
  const dark = chosen === "Dark" || (chosen !== "Light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.getElementById("early").classList.toggle("dark", dark);
}
