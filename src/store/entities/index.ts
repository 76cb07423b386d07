import { ItemEntity, ItemPartEntity, LocationEntity, LotEntity } from "./catalog.ts";
import { EntryEntity, PostingEntity } from "./journal.ts";
import { AllocationEntity, ReservationEntity } from "./reservation.ts";
import { StockEntity } from "./stock.ts";
import { ApiKeyEntity, ApiKeyTenantEntity, HeadEntity, TenantEntity } from "./tenant.ts";
import { WmsOrderEntity, WmsRowEntity, WmsStrangerEntity } from "./wms.ts";
import { WmsAccountEntity, WmsBucketEntity, WmsPlaceEntity } from "./wmsAccount.ts";
import { WmsInboxEntity, WmsLeaseEntity } from "./wmsJobs.ts";

/** Every table, platform tables first. */
export const ENTITIES = [
  TenantEntity,
  ApiKeyEntity,
  ApiKeyTenantEntity,
  WmsAccountEntity,
  WmsPlaceEntity,
  WmsBucketEntity,
  HeadEntity,
  ItemEntity,
  ItemPartEntity,
  LocationEntity,
  LotEntity,
  StockEntity,
  ReservationEntity,
  AllocationEntity,
  EntryEntity,
  PostingEntity,
  WmsRowEntity,
  WmsOrderEntity,
  WmsStrangerEntity,
  WmsInboxEntity,
  WmsLeaseEntity,
];
