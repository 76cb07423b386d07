/** PostgreSQL for tests: a database per test file on the server of the test run, or a cluster to crash. */
export {
  type OwnCluster,
  type OwnClusterOptions,
  postgres15Available,
  postgres15Missing,
  startOwnCluster,
} from "./ownCluster.ts";
export { createTestDatabase, type TestDatabase, testServerUrl } from "./testDatabase.ts";
