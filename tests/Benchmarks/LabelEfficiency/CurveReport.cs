using System.Globalization;
using System.Text.Json;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>Writes curves as CSV and JSON and prints medians, worst seeds and paired differences.</summary>
public static class CurveReport
{
    private static readonly int[] Marks = [100, 200, 500, 1000];

    public static void Write(string folder, string name, IReadOnlyList<string> classes, IReadOnlyList<Curve> curves)
    {
        Directory.CreateDirectory(folder);
        using var csv = new StreamWriter(Path.Combine(folder, "curves.csv"));
        csv.WriteLine("strategy,seed,labels,accuracy,macro_f1,fit_ms,select_ms,labels_per_class");
        foreach (var curve in curves)
        {
            foreach (var point in curve.Points)
            {
                csv.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{curve.Strategy},{curve.Seed},{point.Labels},{point.Accuracy:F6},{point.MacroF1:F6},{point.FitMs:F3},{point.SelectMs:F3},{string.Join(' ', point.LabelsPerClass)}"));
            }
        }

        var summary = curves.GroupBy(curve => curve.Strategy).Select(group => new
        {
            strategy = group.Key,
            aulcMedian = Curve.Median(group.Select(curve => curve.Aulc)),
            aulcWorst = group.Min(curve => curve.Aulc),
            found = classes.Select((label, c) => (label, Found: group.Select(curve => (double)curve.Points[^1].LabelsPerClass[c]).ToArray()))
                .ToDictionary(x => x.label, x => new { median = Curve.Median(x.Found), least = x.Found.Min() }),
            f1 = Marks.Where(labels => labels <= group.Min(curve => curve.Points[^1].Labels)).ToDictionary(labels => labels, labels => Curve.Median(group.Select(curve => curve.F1At(labels)))),
        });
        File.WriteAllText(Path.Combine(folder, $"{name}.json"), JsonSerializer.Serialize(summary, JsonSerializerOptions.Web));
        CurvePlot.Write(Path.Combine(folder, "curves.png"), $"{name}: {string.Join(", ", curves.Select(curve => curve.Strategy).Distinct())}", curves);
    }

    public static void PrintFound(string label, int c, IReadOnlyList<Curve> curves)
    {
        foreach (var group in curves.GroupBy(curve => curve.Strategy))
        {
            var found = group.Select(curve => (double)curve.Points[^1].LabelsPerClass[c]).ToArray();
            Console.WriteLine($"{group.Key}: found {Curve.Median(found):F0} of class {label} in {group.First().Points[^1].Labels} labels, least {found.Min():F0}");
        }
    }

    public static void Print(string name, IReadOnlyList<Curve> curves, double? target)
    {
        Console.WriteLine($"{"strategy",-18} {"AULC med/worst",-15} {"F1@100",7} {"@200",6} {"@500",6} {"@1000",6} {"to target med/worst",20} {"fit ms",8} {"select ms",9}");
        var strategies = curves.GroupBy(curve => curve.Strategy).ToArray();
        foreach (var group in strategies)
        {
            var to = target is { } f1 ? $"{Curve.Median(group.Select(curve => curve.LabelsTo(f1))):F0}/{group.Max(curve => curve.LabelsTo(f1)):F0}" : "-";
            var spent = group.Min(curve => curve.Points[^1].Labels);
            var at = Marks.Select(labels => labels > spent ? "-" : $"{Curve.Median(group.Select(curve => curve.F1At(labels))):F3}").ToArray();
            Console.WriteLine(
                $"{group.Key,-18} {Curve.Median(group.Select(curve => curve.Aulc)):F3} / {group.Min(curve => curve.Aulc):F3}   {at[0],7} {at[1],6} {at[2],6} {at[3],6} {to,20} "
                + $"{group.Average(curve => curve.Points.Average(point => point.FitMs)),8:F1} {group.Average(curve => curve.Points.Skip(1).Select(point => point.SelectMs).DefaultIfEmpty().Average()),9:F1}");
        }

        foreach (var other in strategies.Skip(1))
        {
            var differences = strategies[0].Zip(other, (a, b) => a.Aulc - b.Aulc).ToArray();
            var mean = differences.Average();
            var error = differences.Length < 2 ? double.NaN : Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1) / differences.Length);
            Console.WriteLine($"{strategies[0].Key} - {other.Key}: mean paired AULC difference {mean:+.0000;-.0000}, 95% interval ±{error * StudentT95(differences.Length - 1):F4}, "
                + $"worst seed {differences.Min():+.0000;-.0000}");
        }

        foreach (var group in strategies)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name}-{group.Key} = {Curve.Median(group.Select(curve => curve.Aulc)):F4} AULC (worst {group.Min(curve => curve.Aulc):F4})"));
        }
    }

    // Two-sided 95% quantiles of Student's t: with five seeds the normal one would claim too much.
    private static double StudentT95(int degrees)
    {
        double[] table = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
        return degrees < 1 ? double.NaN : degrees <= table.Length ? table[degrees - 1] : 1.96 + (2.5 / degrees);
    }
}
