import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { reservationToProto, stateFromProto } from "../convert/reservation.ts";
import { Pager } from "../paging.ts";

/** Lists reservations, newest first, in pages. */
export const listReservations: Handler<typeof InventoryService.method.listReservations> = async (
  request,
  call,
) => {
  const pager = new Pager("ListReservations", request, [request.orderRef, request.state], "id");
  const orderRef = request.orderRef || null;
  const state = stateFromProto(request.state);
  const { after: afterId, limit } = pager;
  const seen = await call.books.listReservations({ orderRef, state, afterId, limit });
  const { page, nextPageToken } = pager.cut(seen, ({ reservation }) => reservation.id);
  return { reservations: page.map(reservationToProto), nextPageToken };
};
