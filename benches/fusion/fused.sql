select
    date_trunc('month', l_shipdate) as month, l_returnflag, l_linestatus,
    count(*) as lines,
    sum(l_extendedprice) as gross,
    sum(l_extendedprice * (1 - l_discount)) as net,
    sum(l_extendedprice * (1 - l_discount) * l_tax) as tax,
    sum(l_quantity) as quantity,
    avg(l_quantity) as mean_quantity,
    avg(l_extendedprice) as mean_price,
    avg(l_discount) as mean_discount,
    count(distinct l_orderkey) as orders,
    count(distinct l_suppkey) as suppliers,
    percentile_cont(0.9) within group (order by l_extendedprice) as price_p90,
    count(*) filter (where l_receiptdate > l_commitdate) as late,
    sum(l_extendedprice) filter (where l_shipmode in ('AIR', 'REG AIR')) as air,
    count(*) filter (where l_quantity >= 40) as big,
    sum(l_extendedprice * l_discount) filter (where l_discount between 0.05 and 0.07 and l_quantity < 24) as forgone,
    count(*) filter (where l_receiptdate > l_commitdate and l_shipmode = 'AIR') as late_air,
    count(*) filter (where l_shipmode = 'AIR') as all_air,
    avg(l_quantity) filter (where l_shipmode = 'RAIL') as rail_quantity,
    max(l_extendedprice) as highest,
    min(l_extendedprice) filter (where l_discount = 0) as lowest,
    avg(arrow_cast(l_receiptdate, 'Int32') - arrow_cast(l_shipdate, 'Int32')) as under_way
from lineitem
where l_shipdate >= date '1992-01-01' and l_shipdate < date '1999-01-01'
group by GROUPS
