using System.Globalization;
using System.Text;

namespace ActiveLearning.Dashboard.Charts;

/// <summary>Writes coordinates and paths as SVG wants them: with a point, whatever the viewer's culture.</summary>
public static class Svg
{
    /// <summary>A coordinate with one decimal.</summary>
    public static string Px(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A line through points.</summary>
    public static string Line(IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points)
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Px(x)).Append(',').Append(Px(y)).Append(' ');
        }

        return path.ToString();
    }

    /// <summary>The area between two lines over the same x.</summary>
    public static string Band(IReadOnlyList<(double X, double Low, double High)> points) =>
        points.Count == 0 ? "" : Line([.. points.Select(p => (p.X, p.High)), .. points.Reverse().Select(p => (p.X, p.Low))]) + "Z";

    /// <summary>A diamond around a point.</summary>
    public static string Diamond(double x, double y, double reach) =>
        string.Create(CultureInfo.InvariantCulture, $"M{x:0.#},{y - reach:0.#} l{reach:0.#},{reach:0.#} -{reach:0.#},{reach:0.#} -{reach:0.#},-{reach:0.#}z");
}
