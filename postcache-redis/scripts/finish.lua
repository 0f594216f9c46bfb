-- Lowers the fence of a mutation, invalidates what it names, and stores its puts; without a fence, an invalidation.
-- KEYS m, fenced cells, cells learnt late; then g and tags that puts depend on, where not yet named
-- ARGV nonce fence since fenced cells [stamp_ms ids, then for each put: links head tail px]
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local now, zero = math.floor(us / 1000), string.rep('\0', 8)
local held, alone, gone, keep = 0, 0, {}, {}
for i = 1, tonumber(ARGV[5]) do
  local list, max = '', 0
  if redis.pcall('GETRANGE', KEYS[i], 0, 0) == 'W' then
    local c = redis.call('GET', KEYS[i])
    for p = 3, #c - 31, 32 do
      local d = struct.unpack('>I8', c, p + 16)
      if string.sub(c, p, p + 15) == ARGV[2] then
        held = held + 1
        if d > now and string.sub(c, p + 24, p + 31) == ARGV[3] then alone = alone + 1 end
      elseif d > now then
        list = list .. string.sub(c, p, p + 23) .. zero
        if d > max then max = d end
      end
    end
  end
  if list == '' then gone[#gone + 1] = KEYS[i] else keep[#keep + 1] = {KEYS[i], 'W\1' .. list, max - now} end
end
local put = #ARGV > 7 and ARGV[3] ~= zero and alone == tonumber(ARGV[4])
put = put and not redis.pcall('SET', KEYS[1], 'W').err    -- is there memory? m is rewritten below
if #gone > 0 then redis.call('UNLINK', unpack(gone)) end
if #keep > 0 then redis.call('PEXPIRE', keep[1][1], keep[1][3]) end
for i = 1, #keep do redis.call('SET', keep[i][1], keep[i][2], 'PX', keep[i][3]) end
local puts = 0
for a = 8, put and #ARGV or 0, 4 do
  local at, k = {}, {}
  for p = 1, #ARGV[a], 2 do at[#at + 1] = struct.unpack('>I2', ARGV[a], p); k[#k + 1] = KEYS[at[#at]] end
  local v, free, ids = redis.call('MGET', unpack(k)), true, string.char(#k - 2)
  for i = 1, #k do if v[i] and string.byte(v[i]) == 87 then free = false end end
  if free then
    for i = 2, #k do
      local id = string.sub(ARGV[7], 16 * at[i] - 15, 16 * at[i])
      if v[i] and #v[i] == 17 and string.byte(v[i]) == 83 then
        id = string.sub(v[i], 2)
        if redis.call('PTTL', k[i]) < tonumber(ARGV[6]) / 2 then redis.call('PEXPIRE', k[i], ARGV[6]) end
      else redis.call('SET', k[i], 'S' .. id, 'PX', ARGV[6]) end
      ids = ids .. id
    end
    redis.call('SET', k[1], 'V\1' .. ARGV[a + 1] .. struct.pack('>I8', us) .. ids .. ARGV[a + 2], 'PX', ARGV[a + 3])
    puts = puts + 1
  end
end
return {ARGV[1], 'D', held, puts}
