from linkstats.store import LinkStats as LinkStats
