import { openShop } from "../support/shop.ts";
import { behaviourOf } from "./behaviourOf.ts";

behaviourOf((settings = {}) => openShop({ settings }));
