import type { WmsService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { eventStateFromProto, eventToProto } from "../convert/inbox.ts";
import { Pager } from "../paging.ts";

/** Lists stored events, oldest first, in pages. */
export const listInbox: Handler<typeof WmsService.method.listInbox> = async (request, call) => {
  const { account } = request;
  const pager = new Pager("ListInbox", request, [account, request.state], "text");
  const state = eventStateFromProto(request.state);
  const { after, limit } = pager;
  const found = await call.wms.events({ account, state, after, limit });
  const { page, nextPageToken } = pager.cut(found, ({ key }) => key);
  return { events: page.map(eventToProto), nextPageToken };
};
