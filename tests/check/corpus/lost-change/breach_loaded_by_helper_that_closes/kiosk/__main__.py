from kiosk.admin import admin

admin()
