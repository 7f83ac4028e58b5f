using System.Reflection;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Silo.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization.Invocation;

namespace ActiveLearning.Silo.Tests.Hosting;

public sealed class PatientCallsTests
{
    private readonly LostSilos _lost = new(null!, TimeProvider.System);

    [Fact]
    public async Task A_call_without_an_answer_a_moment_after_a_silo_was_lost_is_given_up()
    {
        var answer = new TaskCompletionSource();
        var call = Calls().Invoke(new Call(() => answer.Task));

        _lost.NoteLost();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => call.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_call_that_is_answered_within_the_moment_is_not_disturbed_and_later_ones_wait_as_long_as_they_need()
    {
        var answer = new TaskCompletionSource();
        var early = Calls().Invoke(new Call(() => answer.Task));
        var before = _lost.Next;
        _lost.NoteLost();
        answer.SetResult();
        await early;

        var slow = new TaskCompletionSource();
        var late = Calls().Invoke(new Call(() => slow.Task));
        await EndedAsync(before);

        Assert.False(late.IsCompleted);
        slow.SetResult();
        await late;
    }

    [Fact]
    public async Task A_call_whose_silo_is_gone_is_sent_again()
    {
        var attempts = 0;
        var context = new Call(() => ++attempts < 3 ? Task.FromException(new SiloUnavailableException()) : Task.CompletedTask);

        await Calls().Invoke(context);

        Assert.Equal(3, attempts);
    }

    private static async Task EndedAsync(CancellationToken moment) =>
        await Assert.ThrowsAsync<TaskCanceledException>(() => Task.Delay(TimeSpan.FromSeconds(30), moment));

    private PatientCalls Calls()
    {
        var ports = new ClosedPorts(null!, null!, TimeProvider.System, NullLogger<ClosedPorts>.Instance);
        return new PatientCalls(ports, _lost, TimeProvider.System, NullLogger<PatientCalls>.Instance);
    }

    /// <summary>A call to a router that ends as the test says.</summary>
    private sealed class Call(Func<Task> invoke) : IOutgoingGrainCallContext
    {
        public IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public GrainId? SourceId => null;

        public IGrainContext? SourceContext => null;

        public GrainId TargetId => default;

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => nameof(IRouterGrain);

        public string MethodName => nameof(IRouterGrain.Assign);

        public MethodInfo InterfaceMethod => typeof(IRouterGrain).GetMethod(nameof(IRouterGrain.Assign))!;

        public object? Result { get; set; }

        public Response? Response { get; set; }

        public Task Invoke() => invoke();
    }
}
