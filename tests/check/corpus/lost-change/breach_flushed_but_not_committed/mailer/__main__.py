import sys

from .send import resend_campaign, send_campaign

if "--again" in sys.argv:
    resend_campaign(int(sys.argv[1]))
else:
    print(send_campaign(int(sys.argv[1])))
