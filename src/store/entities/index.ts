import { ItemEntity, ItemPartEntity, LocationEntity, LotEntity } from "./catalog.ts";
import { CountEntity, CountLineEntity, CountRecordEntity } from "./count.ts";
import { EntryEntity, PostingEntity } from "./journal.ts";
import { AllocationEntity, ReservationEntity } from "./reservation.ts";
import { SafetyStockEntity } from "./safetyStock.ts";
import { StockEntity } from "./stock.ts";
import { ApiKeyEntity, ApiKeyTenantEntity, HeadEntity, TenantEntity } from "./tenant.ts";
import {
  TransferEntity,
  TransferLineEntity,
  TransferParcelEntity,
  TransferStepEntity,
} from "./transfer.ts";
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
  SafetyStockEntity,
  StockEntity,
  ReservationEntity,
  AllocationEntity,
  EntryEntity,
  PostingEntity,
  TransferEntity,
  TransferLineEntity,
  TransferParcelEntity,
  TransferStepEntity,
  CountEntity,
  CountLineEntity,
  CountRecordEntity,
  WmsRowEntity,
  WmsOrderEntity,
  WmsStrangerEntity,
  WmsInboxEntity,
  WmsLeaseEntity,
];
