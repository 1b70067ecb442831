import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["dist/", "node_modules/", "e2e/", "src/api/schema.ts", ".look/"] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  a11y.flatConfigs.strict,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["*.js", "scripts/*.mjs"] } } },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Use src/api/request.ts: it has timeouts and reads problems." },
      ],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    files: ["src/api/request.ts", "dev/**"],
    rules: { "no-restricted-globals": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    ...ts.configs.disableTypeChecked,
    languageOptions: { globals: { console: "readonly", DOMException: "readonly", document: "readonly", getComputedStyle: "readonly", globalThis: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    files: ["**/*.test.ts"],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/unbound-method": "off" },
  },
);
