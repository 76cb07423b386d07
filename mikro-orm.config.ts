import { ormOptions } from "./src/store/orm.ts";

/** For the MikroORM command line: `npx mikro-orm migration:create`. The service builds its own from settings. */
export default ormOptions(process.env["DATABASE_URL"] ?? "postgresql://localhost/holdfast");
