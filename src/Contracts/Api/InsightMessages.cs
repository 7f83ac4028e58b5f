namespace ActiveLearning.Contracts.Api;

/// <summary>
/// Answer of <c>GET /api/v1/projects/{p}/insight</c>: what the labels say about pool and model without flattery. Taken after a version became champion, at most every ten seconds.
/// </summary>
/// <param name="At">When it was taken, UTC.</param>
/// <param name="Version">The champion that it is about.</param>
/// <param name="Labels">Labels that the champion saw.</param>
/// <param name="Control">Estimates from the control arm; null before it has settled an item.</param>
/// <param name="Saving">How many random labels the champion is worth; null until 200 control labels are there.</param>
/// <param name="SavingNeeds">Control labels that are still missing before the saving can be measured.</param>
/// <param name="Stop">What the next labels are expected to bring, and what the stopping rule says.</param>
/// <param name="Calibration">How shown probabilities are made and how far they can be trusted.</param>
[GenerateSerializer, Immutable, Alias("project-insight")]
public sealed record ProjectInsight(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] int Version,
    [property: Id(2)] int Labels,
    [property: Id(3)] ControlEstimates? Control,
    [property: Id(4)] MeasuredSaving? Saving,
    [property: Id(5)] int SavingNeeds,
    [property: Id(6)] StopAdvice Stop,
    [property: Id(7)] ModelCalibration? Calibration);

/// <summary>A figure with its 95% interval.</summary>
/// <param name="Value">The figure; null where nothing was counted.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
[GenerateSerializer, Immutable, Alias("estimated")]
public sealed record Estimated([property: Id(0)] double? Value, [property: Id(1)] double Low, [property: Id(2)] double High);

/// <summary>Unbiased estimates from the settled beginning of the control arm's walk, which is a simple random sample. The champion's decisions are out of fold.</summary>
/// <param name="Items">Settled items of the sample, whichever arm settled them.</param>
/// <param name="Blocked">Items of the sample that nobody could answer; intervals allow for all they could have been.</param>
/// <param name="SpeaksFor">Pool items that the sample was drawn from.</param>
/// <param name="Pool">All pool items. More than <paramref name="SpeaksFor"/> after an import, until the walk has caught up.</param>
/// <param name="Accuracy">Share of right decisions.</param>
/// <param name="MacroF1">Mean F1 of the classes; no interval.</param>
/// <param name="Classes">Figures by class, in the standard's order.</param>
[GenerateSerializer, Immutable, Alias("control-estimates")]
public sealed record ControlEstimates(
    [property: Id(0)] int Items,
    [property: Id(1)] int Blocked,
    [property: Id(2)] int SpeaksFor,
    [property: Id(3)] int Pool,
    [property: Id(4)] Estimated Accuracy,
    [property: Id(5)] double MacroF1,
    [property: Id(6)] IReadOnlyList<ClassEstimates> Classes);

/// <summary>Estimates of one class.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Prevalence">Its share of the pool.</param>
/// <param name="Precision">Share of right ones among those that the champion calls so.</param>
/// <param name="Recall">Share that the champion finds.</param>
[GenerateSerializer, Immutable, Alias("class-estimates")]
public sealed record ClassEstimates(
    [property: Id(0)] string Class, [property: Id(1)] Estimated Prevalence, [property: Id(2)] Estimated Precision, [property: Id(3)] Estimated Recall);

/// <summary>
/// How many labels at random it would have taken to come to a model as good, from heads fitted on random labels alone and judged, like the champion, out of fold on them.
/// </summary>
/// <param name="Labels">Labels that the champion saw.</param>
/// <param name="ControlLabels">Random labels that this stands on.</param>
/// <param name="MacroF1">The champion's macro-F1 on them, out of fold.</param>
/// <param name="Worth">Random labels that it is worth; null: more than <paramref name="Limit"/>.</param>
/// <param name="WorthLow">Lower end of the 95% interval; null: more than <paramref name="Limit"/>.</param>
/// <param name="WorthHigh">Upper end; null: more than <paramref name="Limit"/>.</param>
/// <param name="Limit">How far the curve of random labels is believed: three times what there is.</param>
[GenerateSerializer, Immutable, Alias("measured-saving")]
public sealed record MeasuredSaving(
    [property: Id(0)] int Labels,
    [property: Id(1)] int ControlLabels,
    [property: Id(2)] double MacroF1,
    [property: Id(3)] double? Worth,
    [property: Id(4)] double? WorthLow,
    [property: Id(5)] double? WorthHigh,
    [property: Id(6)] int Limit);

/// <summary>Advice on when to stop. Never enforced.</summary>
/// <param name="NextLabels">How many next labels <paramref name="Gain"/> is about.</param>
/// <param name="Gain">Expected rise of macro-F1, read off the curve of versions; null before six versions.</param>
/// <param name="Source">What the versions of that curve were judged on: <c>test</c> or <c>outOfFold</c>; null without a curve.</param>
/// <param name="Agreement">Kappa of successive models on a fixed set of pool items, oldest first, a round at least 20 labels and a twentieth apart.</param>
/// <param name="StopSet">Items of that set.</param>
/// <param name="SaysStop">Whether kappa was at least .99 in three rounds running (Bloodgood and Vijay-Shanker, 2009).</param>
[GenerateSerializer, Immutable, Alias("stop-advice")]
public sealed record StopAdvice(
    [property: Id(0)] int NextLabels,
    [property: Id(1)] Estimated? Gain,
    [property: Id(2)] string? Source,
    [property: Id(3)] IReadOnlyList<double> Agreement,
    [property: Id(4)] int StopSet,
    [property: Id(5)] bool SaysStop);
