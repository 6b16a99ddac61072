// Streamlit keeps what the reader has chosen of light and dark for each page by itself; here one choice holds for all.
{
  const [own, all] = [THEME_KEY, "generalistkommunen.utseende"];
  const keep = (from, to) => {
    try {
      const chosen = localStorage.getItem(from);
      if (chosen) localStorage.setItem(to, chosen);
    } catch {} // storage that is closed to this page
  };
  keep(all, own);
  window.addEventListener("pagehide", () => keep(own, all));
}
