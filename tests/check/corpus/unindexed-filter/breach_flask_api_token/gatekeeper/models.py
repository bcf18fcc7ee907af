from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class User(db.Model):
    __tablename__ = "users"

    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(255), unique=True, nullable=False)
    display_name = db.Column(db.String(80))
    api_token = db.Column(db.String(64), nullable=False)  # here: warning
    reset_token = db.Column(db.String(64))
    is_active = db.Column(db.Boolean, default=True)


class Project(db.Model):
    __tablename__ = "projects"

    id = db.Column(db.Integer, primary_key=True)
    key = db.Column(db.String(12), index=True)
    owner_id = db.Column(db.Integer, db.ForeignKey("users.id"), index=True)
