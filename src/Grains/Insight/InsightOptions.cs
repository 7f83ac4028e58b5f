namespace ActiveLearning.Grains.Insight;

/// <summary>How often a project is looked into. Section <c>Insight</c>.</summary>
public sealed class InsightOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Insight";

    /// <summary>Time from the end of one look to the beginning of the next; default 10 s. Raising it leaves more of the training lane to refits.</summary>
    public TimeSpan Pace { get; set; } = TimeSpan.FromSeconds(10);
}
