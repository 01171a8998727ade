import { storeContract } from "./contract.ts";
import { tempSqlite } from "./ground.ts";

storeContract("an SQLite file", tempSqlite);
