// Every municipality of a division as a combobox finds it, from the map's geometry file.

import { findMunicipalities, formerly } from "./search.js";

/** Code, name and county of each, in the order of the file. */
export function municipalitiesOf(geometry) {
  return geometry.codes.map((code, i) => {
    const county = geometry.county_names[geometry.counties[i]].split(" - ")[0];
    return { code, name: geometry.names[i], county };
  });
}

/** What answers what was typed, for combobox.js; `former` is what it was found by that it isn't called. */
export function found(geometry, municipalities, typed) {
  return findMunicipalities(geometry, typed).map(({ position, former }) => {
    const { code, name, county } = municipalities[position];
    const was = former ? `${formerly(former, typed)} · ` : "";
    return { id: code, words: `${code} ${name}`, beside: was + county, former };
  });
}
