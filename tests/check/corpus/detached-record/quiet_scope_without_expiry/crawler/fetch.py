import logging
import urllib.request

from crawler.store import Site, session_scope

logger = logging.getLogger(__name__)


def fetch(domain):
    with session_scope() as session:
        site = session.query(Site).filter_by(domain=domain).one()
        site.visits += 1
    logger.info("visit %d of %s", site.visits, site.domain)
    with urllib.request.urlopen("https://%s/" % site.domain) as response:
        return response.read()
