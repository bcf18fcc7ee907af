from django.http import HttpRequest, HttpResponse, JsonResponse

from pages.archive import Shots, download, headers_of_async, pdf_of

shots = Shots()


async def archive(request: HttpRequest) -> HttpResponse:
    content = await download(request.GET["url"])
    return HttpResponse(content, content_type="text/html")


async def screenshot(request: HttpRequest) -> JsonResponse:
    code = await shots.take(request.GET["url"], "/tmp/shot.png")
    return JsonResponse({"ok": code == 0})


async def pdf(request: HttpRequest) -> HttpResponse:
    return HttpResponse(await pdf_of(request.GET["url"]), content_type="application/pdf")


async def headers(request: HttpRequest) -> JsonResponse:
    return JsonResponse(await headers_of_async(request.GET["url"]))
