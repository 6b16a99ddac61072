import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["node_modules/", ".venv/", "static/", "data/"] },
  js.configs.recommended,
  {
    files: ["dashboard/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-shadow": "error",
      "no-empty": ["error", { allowEmptyCatch: true }],
      "no-restricted-properties": ["error", { property: "innerHTML", message: "Only for HTML of this server's own." }],
    },
  },
  // What components.py adds at the end of a component's script.
  { files: ["dashboard/components/municipality_map/map.js"], languageOptions: { globals: { styles: "readonly", settings: "readonly" } } },
  // What streamlit_door.py puts into the shell's.
  { files: ["dashboard/shell/*.js"], languageOptions: { globals: { OWN_NAMES: "readonly", THEME_KEY: "readonly" } } },
  { files: ["tests/scripts/**/*.js", ".ci/*.js"], languageOptions: { globals: globals.node } },
];
