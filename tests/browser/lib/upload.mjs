// The panel where students bring rows of their own.

// Pastes a text, and gives what is said about it: nothing where it was taken.
export async function paste(page, text) {
  await page.evaluate((text) => {
    document.querySelector(".upload [data-faults] ul").replaceChildren();
    document.querySelector(".upload [data-loaded] span").textContent = "?";
    for (let place = document.querySelector(".upload details"); place; place = place.parentElement.closest("details")) place.open = true;
    document.querySelector(".upload textarea").value = text;
  }, text);
  await page.locator(".upload [data-paste]").click();
  await page.waitForFunction(() => document.querySelector(".upload [data-faults] li") || document.querySelector(".upload [data-loaded] span").textContent !== "?");
  return (await page.locator(".upload [data-faults] li").allTextContents()).join(" | ").replace(/[\u00a0\u202f]/g, " ");
}

// Chooses a file, as a student would, and waits until its rows are taken.
export async function choose(page, name, text) {
  await page.evaluate(() => {
    for (let place = document.querySelector(".upload"); place; place = place.parentElement.closest("details")) if (place.localName === "details") place.open = true;
  });
  await page.locator(".upload [type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.locator(".upload [data-loaded]").waitFor();
}
