/** The key that callers show unless another one was chosen. */
export const DEMO_KEY = "wms-demo-key";
