-- Raises or renews the fence of a mutation.
-- KEYS m, then the cells to fence  ARGV nonce fence ttl_ms
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now, zero = math.floor(us / 1000), string.rep('\0', 8)
local till = now + tonumber(ARGV[3])
local out = {}
for i = 1, #KEYS do
  local list, max, since = '', till, struct.pack('>I8', us)
  if redis.pcall('GETRANGE', KEYS[i], 0, 0) == 'W' then
    local c = redis.call('GET', KEYS[i])
    for p = 3, #c - 31, 32 do
      local d = struct.unpack('>I8', c, p + 16)
      if d > now and string.sub(c, p, p + 15) == ARGV[2] then since = string.sub(c, p + 24, p + 31)
      elseif d > now then
        list = list .. string.sub(c, p, p + 23) .. zero   -- they are not alone
        if d > max then max = d end
      end
    end
  end
  if list ~= '' then since = zero end                     -- nor is this one
  if #list > 2048 then list = zero .. zero .. struct.pack('>I8', max) .. zero end
  out[i] = {'W\1' .. list .. ARGV[2] .. struct.pack('>I8', till) .. since, max - now, since}
end
redis.call('PEXPIRE', KEYS[1], out[1][2])                 -- a first write that out-of-memory cannot refuse
for i = 1, #KEYS do redis.call('SET', KEYS[i], out[i][1], 'PX', out[i][2]) end
return {ARGV[1], 'W', out[1][3]}
