namespace ActiveLearning.Dashboard.Charts;

/// <summary>Maps a range of values onto a range of pixels.</summary>
/// <param name="From">Value at <paramref name="Start"/>.</param>
/// <param name="To">Value at <paramref name="End"/>.</param>
/// <param name="Start">First pixel.</param>
/// <param name="End">Last pixel; smaller than <paramref name="Start"/> on a vertical axis.</param>
public readonly record struct LinearScale(double From, double To, double Start, double End)
{
    /// <summary>The pixel of a value; an empty range of values lies in the middle.</summary>
    public double At(double value) => To == From ? (Start + End) / 2 : Start + ((value - From) / (To - From) * (End - Start));
}
