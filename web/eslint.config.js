import tseslint from "typescript-eslint";

export default tseslint.config(
  {ignores: ["dist/", "node_modules/"]},
  {
    files: ["src/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
    rules: {
      // Numbers in texts are what templates are for.
      "@typescript-eslint/restrict-template-expressions": ["error", {allowNumber: true}],
      // Type aliases read better for unions of shapes next to each other.
      "@typescript-eslint/consistent-type-definitions": "off",
      // `async` handlers given to DOM events report their own failures.
      "@typescript-eslint/no-misused-promises": ["error", {checksVoidReturn: false}],
      "@typescript-eslint/dot-notation": "off",
      // JSON refers to itself, which a Record cannot.
      "@typescript-eslint/consistent-indexed-object-style": "off",
      "no-eval": "error",
      "no-console": "error",
    },
  },
);
