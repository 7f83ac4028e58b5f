namespace ActiveLearning.Silo.Hosting.Clock;

/// <summary>This process's clock (configuration section <c>Clock</c>).</summary>
internal sealed record ClockSettings
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Clock";

    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    /// <summary>For tests only: how far this process's clock is shifted, -1 to 1 day. Default 0. Stands for a machine whose clock is wrong.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="StartRefusedException">The value is no time or out of range.</exception>
    public static ClockSettings Read(IConfiguration configuration)
    {
        var settings = new ClockSettings();
        try
        {
            configuration.GetSection(Section).Bind(settings);
        }
        catch (InvalidOperationException wrong)
        {
            throw new StartRefusedException($"Clock: {wrong.Message}", wrong);
        }

        return settings.Skew.Duration() <= Most ? settings : throw new StartRefusedException("Clock:Skew must be within a day.");
    }

    /// <summary>The clock as configured.</summary>
    public TimeProvider Build() => Skew == TimeSpan.Zero ? TimeProvider.System : new ShiftedClock(Skew);
}
