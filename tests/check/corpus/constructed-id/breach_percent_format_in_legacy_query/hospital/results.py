import logging

from hospital.orm import Sample

logger = logging.getLogger("hospital")


class ResultReader(object):
    def __init__(self, session):
        self.session = session

    def store(self, ward, tube, result):
        sample_id = "%s-%04d" % (ward, tube)  # here
        sample = self.session.query(Sample).filter_by(id=sample_id).first()
        if sample is None:
            logger.warning("no sample %s-%04d" % (ward, tube))
            return False
        sample.result = result
        self.session.commit()
        return True

    def store_by_barcode(self, barcode, result):
        sample = self.session.query(Sample).filter_by(id=barcode).one()
        sample.result = "%s (%s)" % (result, sample.ward)
        self.session.commit()

    def find(self, ward, tube):
        query = self.session.query(Sample).filter_by(ward=ward, tube=tube)
        label = "%s-%04d" % (ward, tube)
        return label, query.order_by(Sample.taken.desc()).first()
