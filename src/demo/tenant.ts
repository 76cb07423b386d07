/** The tenant that the demo fills, and as whose admin callers act while it is open. */
export const DEMO_TENANT = { code: "demo", name: "Demo" };

/** The item that the README and the commands to paste speak of. */
export const SHOWPIECE = { sku: "SOCK-RED-42", location: "BER-1", quantity: 120n };
