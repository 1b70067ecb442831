import { staff } from "./en/staff";

export type StaffWords = typeof staff;
export const words: StaffWords = staff;
