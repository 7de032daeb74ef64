/* Lateness depends on the day one reads, not on the day the page was made:
   <time data-review-by="2026-09-01"> gains the class "late" and the count of days; its row gains data-late="yes". */
(() => {
  "use strict";
  const strings = document.getElementById("db-strings").dataset;
  const DAY = 86400000;
  const now = new Date();
  // Calendar days are counted at noon UTC, where no clock change can add or take one.
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate(), 12);

  const daysLate = (text) => {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    return found ? Math.round((today - Date.UTC(found[1], found[2] - 1, found[3], 12)) / DAY) : 0;
  };
  for (const time of document.querySelectorAll("time[data-review-by]")) {
    const days = daysLate(time.dataset.reviewBy);
    if (days <= 0) continue;
    const count = document.createElement("small");
    count.textContent = (days === 1 ? strings.lateOne : strings.lateMany).replace("{n}", days);
    time.classList.add("late");
    time.append(" ", count);
    const row = time.closest("tr, [data-row]");
    if (row) row.dataset.late = "yes";
  }
})();
