// Finds municipalities by what a reader may type: a number or a name, of any division, in any of its languages, in use
// or not, with or without special letters, hyphens and the word «kommune».

const PLAIN = { æ: "ae", ø: "o", å: "a", ä: "a", ö: "o", đ: "d", ŋ: "n", ŧ: "t" };
const FORMER = 10; // what a municipality was called or is called in another division comes after what all are called
const indexes = new WeakMap(); // content of a geometry file -> its entries

/** Small Latin letters without accents; «aa» is «å» and «oe» is «ø», as one types them on a foreign keyboard. */
function plain(text) {
  const letters = text.toLowerCase().replace(/[æøåäöđŋŧ]/g, (letter) => PLAIN[letter]);
  return letters.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("aa", "a").replaceAll("oe", "o");
}

const squeezed = (letters) => letters.replace(/[^a-z0-9]/g, "");

function entry(code, name, position, former) {
  const letters = plain(name);
  const names = letters.split(/ - | \(/).map(squeezed); // one in each language, without the county of «Herøy (Nordland)»
  return { code, position, former, letters, names, words: letters.split(/[^a-z0-9]+/), squeezed: squeezed(letters) };
}

function entries(geometry) {
  if (!indexes.has(geometry)) {
    const own = geometry.codes.map((code, i) => entry(code, geometry.names[i], i, null));
    const others = geometry.aliases.map(([code, name, i, year]) => entry(code, name, i, { code, name, year }));
    indexes.set(geometry, [...own, ...others]);
  }
  return indexes.get(geometry);
}

/** How well an entry answers what is sought: smaller is better, Infinity not at all. */
function distance({ code, former, letters, names, words, squeezed: all }, sought) {
  if (sought.digits) {
    if (code === sought.digits.padStart(4, "0")) return 0;
    return code.startsWith(sought.digits) && !former ? 1 : Infinity;
  }
  if (!sought.letters) return former ? Infinity : 0;
  if (names.includes(sought.squeezed)) return former ? 1 - FORMER : 0; // «Bø» is no beginning of «Bodø»
  if (letters.startsWith(sought.letters)) return 2;
  if (words.some((word) => word.startsWith(sought.letters)) || all.startsWith(sought.squeezed)) return 3;
  return !former && all.includes(sought.squeezed) ? 4 : Infinity;
}

/** The municipalities that answer what was typed, best first: `position` in the file, and where it was found by what it
 *  is called in another division or was called, `former` (code, name, last year or 0). */
export function findMunicipalities(geometry, typed) {
  const letters = plain(typed).replace(/(^|\s)kommune(?=\s|$)/g, " ").trim();
  const digits = letters.match(/^(?:k|knr)?[-. ]*(\d ?\d? ?\d? ?\d?)(?:\s.*)?$/)?.[1].replaceAll(" ", "");
  const sought = { letters, digits, squeezed: squeezed(letters) };
  if (letters && !sought.squeezed) return [];
  const best = new Map();
  for (const one of entries(geometry)) {
    const far = distance(one, sought) + (one.former ? FORMER : 0);
    if (far < (best.get(one.position)?.far ?? Infinity)) best.set(one.position, { far, ...one });
  }
  return [...best.values()].sort((a, b) => a.far - b.far);
}

/** «Søgne, til 2019» or «1018 Søgne, til 2019»: what a municipality was found by that it isn't called. */
export function formerly({ code, name, year }, typed) {
  return `${/\d/.test(typed) ? `${code} ` : ""}${name}${year ? `, til ${year}` : ""}`;
}
