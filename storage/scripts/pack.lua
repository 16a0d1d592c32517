-- pack: puts the oldest facts of a participant into a chapter. What is known of them stays the same, and so does their
-- version.
--
-- KEYS 1 epoch, 2 the participant's state, 3 their facts, 4 their chapters
-- ARGV 1 the lease's epoch, 2 the version and 3 how many values of facts there were when they were read, 4 how many of
--      them, from the oldest on, are in the chapter, 5 its time and 6 it, sealed
-- returns ok; or why nothing was done: fenced, stale

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
if (redis.call('HGET', KEYS[2], 'version') or '0') ~= ARGV[2] or redis.call('LLEN', KEYS[3]) ~= tonumber(ARGV[3]) then
  return {'stale'}
end
redis.call('RPUSH', KEYS[4], ARGV[5] .. ':' .. ARGV[6])
redis.call('LTRIM', KEYS[3], ARGV[4], -1)
return {'ok'}
