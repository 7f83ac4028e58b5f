using System.Globalization;

namespace ActiveLearning.Dashboard.Charts;

/// <summary>How numbers are written on the pages: in the viewer's culture, with a true minus sign.</summary>
public static class Figures
{
    private const string Minus = "\u2212";

    /// <summary>A count in full: 4,331.</summary>
    public static string Count(long count) => Signed(count.ToString("N0", CultureInfo.CurrentCulture));

    /// <summary>A count in short where space is small: 612, 41k, 1.2M.</summary>
    public static string Compact(long count) => Math.Abs(count) switch
    {
        >= 1_000_000 => Signed((count / 1e6).ToString(Math.Abs(count) >= 10_000_000 ? "0" : "0.#", CultureInfo.CurrentCulture)) + "M",
        >= 10_000 => Signed((count / 1e3).ToString("0", CultureInfo.CurrentCulture)) + "k",
        _ => Count(count),
    };

    /// <summary>An F1 with three decimals.</summary>
    public static string F1(double f1) => f1.ToString("0.000", CultureInfo.CurrentCulture);

    /// <summary>A share as percent without decimals; shares between 0 and half a percent read "under 1".</summary>
    public static string Percent(double share) => share is > 0 and < 0.005 ? "<1%" : (share * 100).ToString("0", CultureInfo.CurrentCulture) + "%";

    /// <summary>A share as the number of a headline: one decimal.</summary>
    public static string HeadlinePercent(double share) => (share * 100).ToString("0.0", CultureInfo.CurrentCulture);

    /// <summary>A number on an axis, with as many decimals as its step needs.</summary>
    public static string Tick(double value, double step)
    {
        var decimals = step >= 1 ? 0 : Math.Min(4, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        return Signed(value.ToString("N" + decimals, CultureInfo.CurrentCulture));
    }

    /// <summary>A duration in words: 31 s, 4 min, 2 h 10 min.</summary>
    public static string Duration(TimeSpan span) => span.TotalSeconds switch
    {
        < 1 => $"{Math.Max(0, (int)span.TotalMilliseconds)} ms",
        < 90 => $"{(int)Math.Round(span.TotalSeconds)} s",
        < 5400 => $"{(int)Math.Round(span.TotalMinutes)} min",
        < 172_800 => span.Minutes == 0 ? $"{(int)span.TotalHours} h" : $"{(int)span.TotalHours} h {span.Minutes} min",
        _ => $"{(int)Math.Round(span.TotalDays)} days",
    };

    /// <summary>How long ago: "now", "40 s ago", "3 min ago".</summary>
    public static string Ago(TimeSpan age) => age.TotalSeconds < 5 ? "now" : Duration(age) + " ago";

    /// <summary>Bytes in short: 812 kB, 31 MB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 10_000_000 => (bytes / 1e6).ToString("N0", CultureInfo.CurrentCulture) + " MB",
        >= 1_000_000 => (bytes / 1e6).ToString("0.0", CultureInfo.CurrentCulture) + " MB",
        >= 1_000 => (bytes / 1e3).ToString("N0", CultureInfo.CurrentCulture) + " kB",
        _ => Count(bytes) + " bytes",
    };

    /// <summary>"1 label", "12 labels".</summary>
    public static string Of(long count, string one, string many) => count == 1 ? "1 " + one : Count(count) + " " + many;

    private static string Signed(string number) => number.Replace("-", Minus, StringComparison.Ordinal);
}
