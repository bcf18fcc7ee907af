from concurrent.futures import ThreadPoolExecutor

geocoders = ThreadPoolExecutor(max_workers=8, thread_name_prefix="geo")
