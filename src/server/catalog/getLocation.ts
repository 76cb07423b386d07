import type { CatalogService } from "@holdfast/client";
import { locationNotFound } from "../../core/rejection.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { locationToProto } from "../convert/catalog.ts";

/** Returns one location by its code. */
export const getLocation: Handler<typeof CatalogService.method.getLocation> = async (
  { code },
  call,
) => {
  const location = await call.catalog.location(code);
  if (location === undefined) throw new CommandRejected(locationNotFound(code, "code"));
  return { location: locationToProto(location) };
};
