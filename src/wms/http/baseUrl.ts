/**
 * Where a warehouse system's API begins. Paths are put behind it: `/wms` and `v1/stock` make `/wms/v1/stock`.
 *
 * @throws TypeError for what is no plain http or https address; it does not repeat the address, which may have a password
 */
export function checkedBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new TypeError("a warehouse system's address must begin with http:// or https://");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    const message = "a warehouse system's address must have no user, password, query or fragment";
    throw new TypeError(`${message}: secrets belong into the environment`);
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
