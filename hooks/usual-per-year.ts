/**
 * How many certificates ACM lets an account request in one region in 365 days, unless AWS has
 * raised this number for the account.
 */
export const usualPerYear = 5000
