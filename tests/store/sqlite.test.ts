import { storeContract } from "./contract.ts";
import { sqliteGround } from "./ground.ts";

storeContract("an SQLite file", sqliteGround);
