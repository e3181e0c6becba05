/**
 * Waits until every work has ended, also where one fails: what runs beside it may have sent a call, whose answer must still be noted.
 * @param onFailure called at each failure, so that the others begin nothing new
 * @returns the results in the order of the works
 * @throws the first failure in that order, when all have ended
 */
export async function allEnded<T>(works: readonly Promise<T>[], onFailure: () => void): Promise<readonly T[]> {
  for (const work of works) work.catch(onFailure);
  await Promise.allSettled(works);
  return Promise.all(works);
}
