-- end: takes messages without receipts out of the outbox.
--
-- KEYS 1 epoch, 2 outbox
-- ARGV 1 the lease's epoch, 2... the messages' stream ids
-- returns ok; or fenced, and nothing was done

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
redis.call('XDEL', KEYS[2], unpack(ARGV, 2))
return {'ok'}
