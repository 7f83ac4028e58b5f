namespace ActiveLearning.Dashboard.Annotate;

/// <summary>Keeps a double tap or a held key from answering an item that nobody has seen.</summary>
public sealed class StrokeGuard
{
    /// <summary>Time within which a second answer is taken for the same stroke, ms.</summary>
    public const double QuietMs = 180;

    private double lastMs = double.NegativeInfinity;

    /// <summary>Whether a stroke is a new answer.</summary>
    /// <param name="atMs">When it happened, ms on the page's monotonic clock.</param>
    /// <param name="repeat">Whether the key was only held down.</param>
    public bool Accepts(double atMs, bool repeat)
    {
        if (repeat || atMs - lastMs < QuietMs)
        {
            return false;
        }

        lastMs = atMs;
        return true;
    }
}
