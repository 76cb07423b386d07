/** @type {import("jest").Config} */
export default {
  rootDir: "/work/main/test",
  testMatch: ["<rootDir>/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  modulePathIgnorePatterns: ["/dist/", "/.holdfast/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        swcrc: false,
        module: { type: "es6" },
        jsc: { target: "es2024", parser: { syntax: "typescript" } },
        sourceMaps: "inline",
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ["holdfast-source", "node", "node-addons"] },

  maxWorkers: 2,
  testTimeout: 30_000,
};
