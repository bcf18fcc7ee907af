import asyncio

from podcasts.feeds import new_episodes

for url, episodes in asyncio.run(new_episodes()).items():
    print(url)
    for title, link in episodes[:5]:
        print("  ", title, link)
