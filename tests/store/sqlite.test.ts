import { storeContract } from "./contract.ts";
import { tempSqlite } from "./temp-database.ts";

storeContract("an SQLite file", tempSqlite);
