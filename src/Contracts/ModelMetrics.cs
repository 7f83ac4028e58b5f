namespace ActiveLearning.Contracts;

/// <summary>What an evaluation of a model version found.</summary>
/// <param name="Accuracy">Share of right answers, 0 to 1.</param>
/// <param name="MacroF1">Unweighted mean of the classes' F1, 0 to 1.</param>
/// <param name="LogLoss">Mean negative log probability of the right class, nats.</param>
/// <param name="Source">Where the figures come from: <c>test</c> (held-out items) or <c>outOfFold</c> (the labels themselves, each judged by a model that did not see it).</param>
/// <param name="Items">Items that the figures stand on.</param>
/// <param name="MacroF1Low">Lower end of the 95% interval of macro-F1.</param>
/// <param name="MacroF1High">Upper end of the 95% interval of macro-F1.</param>
/// <param name="Classes">Figures by class, in the standard's order.</param>
/// <param name="Calibration">How the version's probabilities are turned into ones that may be shown; null until that was measured, soon after it became champion.</param>
/// <param name="Scripts">Figures by detected script, most items first; null while all items are of one script.</param>
[GenerateSerializer, Immutable, Alias("model-metrics")]
public sealed record ModelMetrics(
    [property: Id(0)] double Accuracy,
    [property: Id(1)] double MacroF1,
    [property: Id(2)] double LogLoss,
    [property: Id(3)] string Source,
    [property: Id(4)] int Items,
    [property: Id(5)] double MacroF1Low,
    [property: Id(6)] double MacroF1High,
    [property: Id(7)] IReadOnlyList<ClassMetrics> Classes,
    [property: Id(8)] ModelCalibration? Calibration = null,
    [property: Id(9)] IReadOnlyList<ScriptMetrics>? Scripts = null);

/// <summary>Figures of the items of one script.</summary>
/// <param name="Script">Name as in <see cref="TextScript"/>.</param>
/// <param name="Items">Items that the figures stand on.</param>
/// <param name="Accuracy">Share of right answers, 0 to 1.</param>
/// <param name="MacroF1">Mean F1 of the classes that occur among them, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("script-metrics")]
public sealed record ScriptMetrics(
    [property: Id(0)] string Script, [property: Id(1)] int Items, [property: Id(2)] double Accuracy, [property: Id(3)] double MacroF1);

/// <summary>Figures of one class.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Precision">Share of right ones among those predicted, 0 to 1.</param>
/// <param name="Recall">Share found among those that are, 0 to 1.</param>
/// <param name="F1">Harmonic mean of both.</param>
/// <param name="Support">Items that are of the class.</param>
[GenerateSerializer, Immutable, Alias("class-metrics")]
public sealed record ClassMetrics(
    [property: Id(0)] string Class,
    [property: Id(1)] double Precision,
    [property: Id(2)] double Recall,
    [property: Id(3)] double F1,
    [property: Id(4)] int Support);

/// <summary>
/// How probabilities that are shown are made: p ∝ q^(1/temperature) · share^priorStrength, with q what the version decides by. Decisions are made by q alone.
/// </summary>
/// <param name="Temperature">Above 1 flattens, below 1 sharpens.</param>
/// <param name="ClassShares">Shares of the classes in the pool, in the standard's order.</param>
/// <param name="RandomItems">Random items that this was fitted on; few of them are mixed with the model's own view of the pool.</param>
/// <param name="Reliability">How far it can be trusted; null for fewer than 30 random items.</param>
/// <param name="PriorStrength">How much of the shares is brought in, 0 to 1, as the random items show.</param>
[GenerateSerializer, Immutable, Alias("model-calibration")]
public sealed record ModelCalibration(
    [property: Id(0)] double Temperature,
    [property: Id(1)] IReadOnlyList<double> ClassShares,
    [property: Id(2)] int RandomItems,
    [property: Id(3)] CalibrationReliability? Reliability,
    [property: Id(4)] double PriorStrength = 1);

/// <summary>How far calibrated probabilities are from what comes true, on random items that their calibration did not see.</summary>
/// <param name="ExpectedCalibrationError">Mean gap between the probability of the likeliest class and how often it is right, 0 to 1.</param>
/// <param name="Low">Lower end of its 95% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="LogLoss">Log loss of calibrated probabilities, nats.</param>
/// <param name="UncalibratedLogLoss">Log loss of what decisions are made by, nats.</param>
[GenerateSerializer, Immutable, Alias("calibration-reliability")]
public sealed record CalibrationReliability(
    [property: Id(0)] double ExpectedCalibrationError,
    [property: Id(1)] double Low,
    [property: Id(2)] double High,
    [property: Id(3)] double LogLoss,
    [property: Id(4)] double UncalibratedLogLoss);
