from flask import Flask, render_template_string

from blog.models import Author, Tag, db

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///blog.db"
db.init_app(app)

AUTHORS = "<ul>{% for row in rows %}<li>{{ row.name }}: {{ row.posts }}</li>{% endfor %}</ul>"


@app.route("/authors")
def authors():
    rows = []
    for author in Author.query.order_by(Author.name):
        rows.append({"name": author.name, "posts": author.posts.count()})  # here: warning
    return render_template_string(AUTHORS, rows=rows)


@app.route("/authors/<int:author_id>")
def author(author_id):
    found = db.get_or_404(Author, author_id)
    rows = [{"name": post.title, "posts": post.words} for post in found.posts.limit(20)]
    return render_template_string(AUTHORS, rows=rows)


@app.route("/tags")
def tags():
    rows = [{"name": tag.label, "posts": len(tag.posts)} for tag in Tag.query.all()]
    return render_template_string(AUTHORS, rows=rows)
